package io.jenkins.plugins.modelgate;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.ExtensionList;
import hudson.model.Descriptor;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jenkins.model.GlobalConfiguration;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.kohsuke.stapler.ClassDescriptor;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Every form of ours: each field is in it and explained, and its page is safe. */
class FormsTest {
    private static final Path RESOURCES = Path.of("src/main/resources");
    private static final Pattern UNSAFE = Pattern.compile(
            "<style|\\sstyle\\s*=|\\son[a-z]+\\s*=|<script(?![^>]*\\ssrc=)|<j:out|h\\.rawHtml|data-html-tooltip|st:bind\\b",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern BUTTON =
            Pattern.compile("<f:validateButton[^>]*?method=\"(\\w+)\"[^>]*?with=\"([^\"]+)\"", Pattern.DOTALL);

    /** VerdictPlot escapes all that it writes. */
    private static final String PLOT = "<j:out value=\"${plot}\"/>";

    @Test
    void everyPageEscapesAndHasNoScriptOrStyleInIt() throws IOException {
        List<Path> pages = pages();
        assertThat(pages).isNotEmpty();
        for (Path page : pages) {
            String text = Files.readString(page);
            assertThat(text).as("%s", page).startsWith("<?jelly escape-by-default='true'?>");
            assertThat(UNSAFE.matcher(text.replace(PLOT, "")).results().map(match -> match.group()))
                    .as("%s", page)
                    .isEmpty();
        }
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(RESOURCES)) {
            return files.filter(file -> file.toString().endsWith(".jelly")).toList();
        }
    }

    /** A button sends what its method asks for, or the method gets null. */
    @Test
    void everyButtonSendsWhatItsMethodAsksFor() throws Exception {
        int buttons = 0;
        for (Path page : pages()) {
            for (MatchResult button :
                    BUTTON.matcher(Files.readString(page)).results().toList()) {
                buttons++;
                String type = RESOURCES.relativize(page.getParent()).toString().replace('/', '.');
                Method method = method(Class.forName(type + "$DescriptorImpl"), "do" + capital(button.group(1)));
                assertThat(button.group(2).split(","))
                        .as("%s of %s", method.getName(), type)
                        .containsExactlyInAnyOrder(ClassDescriptor.loadParameterNames(method));
            }
        }
        assertThat(buttons).isEqualTo(5);
    }

    private static Method method(Class<?> type, String name) {
        return Arrays.stream(type.getMethods())
                .filter(method -> method.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in " + type));
    }

    private static String capital(String name) {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    @Test
    @WithJenkins
    void everyFieldIsInItsFormAndExplained(JenkinsRule jenkins) throws Exception {
        jenkins.executeOnServer(() -> {
            lookAtEveryField();
            return null;
        });
    }

    private static void lookAtEveryField() {
        List<String> missing = new ArrayList<>();
        int fields = 0;
        for (Descriptor<?> descriptor : ExtensionList.lookup(Descriptor.class)) {
            Class<?> type = descriptor instanceof GlobalConfiguration ? descriptor.getClass() : descriptor.clazz;
            if (type.getName().startsWith("io.jenkins.plugins.modelgate.") && !isOfTests(type)) {
                SortedSet<String> names = fields(type);
                fields += names.size();
                names.forEach(name -> missing.addAll(missing(descriptor, type, name)));
                if (descriptor instanceof StepDescriptor && descriptor.getHelpFile() == null) {
                    missing.add(type.getSimpleName() + ": no help.html");
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(fields).as("fields that were looked at").isGreaterThan(50);
    }

    private static boolean isOfTests(Class<?> type) {
        return type.getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath()
                .endsWith("/test-classes/");
    }

    private static List<String> missing(Descriptor<?> descriptor, Class<?> type, String field) {
        List<String> missing = new ArrayList<>();
        if (descriptor.getHelpFile(field) == null) {
            missing.add(type.getSimpleName() + ": no help-" + field + ".html");
        }
        if (!form(type).contains("field=\"" + field + "\"")) {
            missing.add(type.getSimpleName() + ": no " + field + " in its form");
        }
        return missing;
    }

    private static String form(Class<?> type) {
        Path folder = RESOURCES.resolve(type.getName().replace('.', '/').replace('$', '/'));
        try {
            return Files.readString(folder.resolve("config.jelly"));
        } catch (IOException e) {
            return "";
        }
    }

    private static SortedSet<String> fields(Class<?> type) {
        SortedSet<String> fields = new TreeSet<>();
        for (Constructor<?> constructor : type.getConstructors()) {
            if (constructor.isAnnotationPresent(DataBoundConstructor.class)) {
                fields.addAll(Arrays.asList(ClassDescriptor.loadParameterNames(constructor)));
            }
        }
        for (Method method : type.getMethods()) {
            if (method.isAnnotationPresent(DataBoundSetter.class)) {
                fields.add(Character.toLowerCase(method.getName().charAt(3))
                        + method.getName().substring(4));
            }
        }
        return fields;
    }
}
