// Shows something else instead of a text.
const [text, instead] = arguments;
const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (nodes.nextNode()) {
    nodes.currentNode.nodeValue = nodes.currentNode.nodeValue.replaceAll(text, instead);
}
for (const field of document.querySelectorAll('input, textarea')) {
    if (field.value.includes(text)) {
        field.value = field.value.replaceAll(text, instead);
    }
}
