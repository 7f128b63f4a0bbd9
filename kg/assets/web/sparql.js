// The editor of queries: YASQE over the text field, which stays what the form sends. Without it the field is an editor too.
"use strict";
(() => {
  const field = document.getElementById("query");
  if (!field || !window.Yasqe) return;
  const terms = field.dataset.terms.split(" ");
  // Of the completions that come with it, all but that of variables ask servers elsewhere.
  Yasqe.Autocompleters = { variables: Yasqe.Autocompleters.variables };
  Yasqe.defaults.autocompleters = ["variables"];
  Yasqe.registerAutocompleter({
    name: "terms",
    bulk: true,
    autoShow: true,
    persistenceId: null,
    get: () => terms,
    isValidCompletionPosition: (editor) => /^[a-z]+:\w*$/i.test(editor.getCompleteToken().string),
    preProcessToken: (editor, token) => ({ ...token, autocompletionString: token.string }),
    postProcessSuggestion: (editor, token, suggested) => suggested,
  });
  const place = document.createElement("div");
  field.before(place);
  const editor = new Yasqe(place, {
    persistenceId: null,
    createShareableLink: null,
    consumeShareLink: null,
    showQueryButton: false,
    resizeable: false,
    collapsePrefixesOnLoad: false,
    editorHeight: "22em",
    screenReaderLabel: field.labels[0].textContent,
    lineWrapping: true,
    // Tab leaves the editor, so that the keyboard is never caught in it.
    extraKeys: {
      Tab: false,
      "Shift-Tab": false,
      "Ctrl-Enter": () => field.form.requestSubmit(),
      "Cmd-Enter": () => field.form.requestSubmit(),
      "Ctrl-Space": () => editor.autocomplete(),
      "Ctrl-/": () => editor.commentLines(),
      "Shift-Ctrl-F": () => editor.autoformat(),
    },
  });
  // The prefixes that need no declaration are no errors.
  const mode = editor.getMode(), start = mode.startState, prefixes = JSON.parse(field.dataset.prefixes);
  mode.startState = () => Object.assign(start(), { prefixes: { ...prefixes } });
  editor.setValue(field.value);
  editor.on("change", () => { field.value = editor.getValue(); });
  field.form.addEventListener("submit", () => { field.value = editor.getValue(); });
  field.hidden = true;
  field.form.classList.add("coloured");
})();
