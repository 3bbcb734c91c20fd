// A button on each program and command that copies it. Where a command stands behind a prompt, the prompt and what
// was printed below it stay behind.
{
  const said = document.createElement("p");
  said.className = "unseen";
  said.setAttribute("role", "status");
  document.body.append(said);

  const copied = (code) => {
    const commands = code.textContent.match(/^\$ .*$/gm);
    return commands ? commands.map((line) => line.slice(2)).join("\n") : code.textContent.trimEnd();
  };

  const copy = async (button, code) => {
    let result = "Copied";
    try {
      await navigator.clipboard.writeText(copied(code));
    } catch {
      // Not allowed, or not a secure address: leave it to the reader's own keys.
      getSelection().selectAllChildren(code);
      result = "Selected";
    }
    button.textContent = result;
    said.textContent = result === "Copied" ? "Copied" : "Selected; now copy it with the keyboard";
    setTimeout(() => {
      button.textContent = "Copy";
      said.textContent = "";
    }, 2000);
  };

  // Commands have no caption. A recorded output does, and nobody needs a copy of it.
  for (const block of document.querySelectorAll("figure.block:is(.program, .output)")) {
    const code = block.querySelector("code");
    const name = block.querySelector("figcaption b")?.textContent;
    if (name && block.classList.contains("output")) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.setAttribute("aria-label", `Copy ${name ?? "this"}`);
    button.addEventListener("click", () => copy(button, code));
    block.append(button);
  }
}
