package io.jenkins.plugins.modelgate.browser;

/** How somebody looks at a page. */
public enum Look {
    LIGHT(1280, "light", ""),
    /** By the variables of Jenkins' plugin Dark Theme, whose artifact is not needed for that. */
    DARK(1280, "dark", "-dark"),
    /** A telephone. */
    NARROW(400, "light", "-narrow");

    private final int width;
    private final String theme;
    private final String suffix;

    Look(int width, String theme, String suffix) {
        this.width = width;
        this.theme = theme;
        this.suffix = suffix;
    }

    /** In pixels. */
    int width() {
        return width;
    }

    String theme() {
        return theme;
    }

    /** Of a picture's name. */
    String suffix() {
        return suffix;
    }
}
