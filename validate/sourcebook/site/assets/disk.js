/* Read from a disk, a page may start no worker. The theme's search needs one: here its script runs in
   an empty frame. Nothing is done where the site comes from a server. */
(() => {
  "use strict";
  if (location.protocol !== "file:") return;

  window.Worker = class extends EventTarget {
    constructor(url) {
      super();
      const frame = document.createElement("iframe");
      frame.hidden = true;
      document.body.append(frame);
      this.inside = frame.contentWindow;
      this.inside.postMessage = (data) => setTimeout(() => this.dispatchEvent(new MessageEvent("message", { data })));
      this.started = new Promise((done) => {
        const script = frame.contentDocument.createElement("script");
        script.addEventListener("load", done);
        script.src = url;
        frame.contentDocument.body.append(script);
      });
    }

    postMessage(data) {
      const { inside } = this;
      this.started.then(() => setTimeout(() => inside.dispatchEvent(new inside.MessageEvent("message", { data }))));
    }
  };
})();
