/* Runs before the theme's script, which would bring the whole search index with each page: it is
   asked for when a reader turns to the search. It stands in the site once, as the script that a page
   from a disk can run; where the theme asks for it as JSON, it is given what follows its first words. */
(() => {
  "use strict";
  const WORDS = "var __index = ";
  const { open, send } = XMLHttpRequest.prototype;
  const { get } = Object.getOwnPropertyDescriptor(XMLHttpRequest.prototype, "response");
  const later = new WeakSet();

  XMLHttpRequest.prototype.open = function (method, url, ...rest) {
    const { pathname, href } = new URL(url, location);
    if (!pathname.endsWith("/search/search_index.json")) return open.call(this, method, url, ...rest);
    later.add(this);
    Object.defineProperty(this, "response", { get() { return get.call(this)?.slice(WORDS.length); } });
    return open.call(this, method, href.replace(/json$/, "js"), ...rest);
  };

  XMLHttpRequest.prototype.send = function (...body) {
    if (!later.has(this) || new URLSearchParams(location.search).has("q")) return send.apply(this, body);
    const isSearch = (element) => element?.matches?.("[data-md-component=search-query]");
    const turn = (event) => {
      if (!isSearch(event.target)) return;
      removeEventListener("focusin", turn);
      send.apply(this, body);
    };
    if (isSearch(document.activeElement)) send.apply(this, body);
    else addEventListener("focusin", turn);
  };
})();
