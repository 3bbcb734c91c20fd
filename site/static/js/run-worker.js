// Runs one program, in a worker of its own that the page ends when it is done, or has had enough of it.
// It is told { python, program, source, name }: where Pyodide lies, where run_program.py lies, and what to run.
// It tells { started: version of Python }, then any number of { text }, then { ended: exit status }; or { failed: why }.
addEventListener("message", async ({ data: { python, program, source, name } }) => {
  const decoder = new TextDecoder();
  const write = (bytes) => {
    postMessage({ text: decoder.decode(bytes, { stream: true }) });
    return bytes.length;
  };
  const compile = WebAssembly.instantiateStreaming;
  // Pyodide would wait for ever for what can't be had; and a server that calls the file something else is forgiven.
  WebAssembly.instantiateStreaming = async (response, imports) => {
    try {
      const found = await response;
      if (!found.ok) throw new Error(`${found.status} ${found.url}`);
      const known = found.headers.get("Content-Type") === "application/wasm";
      return await compile(known ? found : new Response(found.body, { headers: { "Content-Type": "application/wasm" } }), imports);
    } catch (error) {
      postMessage({ failed: String(error) });
      throw error;
    }
  };
  try {
    const [{ loadPyodide }, { default: createPyodideModule }, runner] = await Promise.all([
      import(`${python}pyodide.js`),
      import(`${python}pyodide.asm.js`),
      fetch(program).then((found) => (found.ok ? found.text() : Promise.reject(new Error(`${found.status} ${found.url}`)))),
    ]);
    const pyodide = await loadPyodide({ indexURL: python, createPyodideModule });
    pyodide.setStdout({ write });
    pyodide.setStderr({ write });
    const run = pyodide.runPython(runner, { filename: "run_program.py", globals: pyodide.toPy({ __file__: "run_program.py" }) });
    postMessage({ started: pyodide.runPython("import platform; platform.python_version()") });
    postMessage({ ended: run(source, name) });
  } catch (error) {
    postMessage({ failed: String(error) });
  }
});
