// <run-here>: runs a lesson's program in the reader's browser, in a worker, from the first click on.
{
  const LIMIT_S = 30;
  const MOST = 100_000; // characters of output; a program that never stops printing must not fill the page

  class RunHere extends HTMLElement {
    connectedCallback() {
      const [run, stop] = this.querySelectorAll("button");
      Object.assign(this, { run, stop, source: this.querySelector("textarea"), said: this.querySelector("[role=status]") });
      run.addEventListener("click", () => this.start());
      stop.addEventListener("click", () => this.end("Stopped."));
      if (!location.protocol.startsWith("http")) {
        run.disabled = true;
        this.said.textContent = "A browser runs programs only from a web server, and this page comes from a file.";
      }
    }

    disconnectedCallback() {
      this.worker?.terminate();
    }

    start() {
      const { name, worker, python, program } = this.dataset;
      this.querySelector("figure").hidden = false;
      this.out = this.querySelector("figure code");
      this.out.textContent = "";
      this.busy(true);
      this.said.textContent = "Loading Python…";
      this.worker = new Worker(worker, { type: "module" });
      this.worker.addEventListener("error", (event) => this.failed(event.message || "its worker can't be loaded"));
      this.worker.addEventListener("message", ({ data }) => this.told(data));
      const address = (place) => new URL(place, document.baseURI).href;
      this.worker.postMessage({ python: address(python), program: address(program), source: this.source.value, name });
    }

    told({ started, text, ended, failed }) {
      if (started) {
        this.version = started;
        this.said.textContent = `Running on CPython ${started}.`;
        this.timer = setTimeout(() => this.end(`Stopped: it may take ${LIMIT_S} s.`), LIMIT_S * 1000);
      } else if (text) {
        this.out.append(text);
        if (this.out.textContent.length > MOST) this.end("Stopped: it prints too much.");
      } else if (failed) {
        this.failed(failed);
      } else if (ended !== undefined) {
        const how = ended === 0 ? "Done" : `Ended with exit status ${ended}`;
        this.end(`${how}: CPython ${this.version}, for WebAssembly, in this browser.`);
      }
    }

    failed(why) {
      this.end(`Python could not be loaded (${why}). Check the connection, then reload this page.`);
    }

    end(words) {
      clearTimeout(this.timer);
      this.worker?.terminate();
      this.worker = undefined;
      this.busy(false);
      this.said.textContent = words;
    }

    busy(is) {
      const leaving = is ? this.run : this.stop;
      const focused = document.activeElement === leaving;
      this.run.disabled = is;
      this.stop.disabled = !is;
      if (focused) (is ? this.stop : this.run).focus();
    }
  }
  customElements.define("run-here", RunHere);
}
