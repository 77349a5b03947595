// Chooses a theme as the plugin Theme Manager does; style sheets made by scripts are not subject to the content security policy.
const [css, theme] = arguments;
if (!document.adoptedStyleSheets.length) {
    const sheet = new CSSStyleSheet();
    // Colours change at once, not within half a second.
    sheet.replaceSync(css + '* { transition: none !important; animation: none !important; }');
    document.adoptedStyleSheets = [sheet];
}
document.documentElement.dataset.theme = theme;
