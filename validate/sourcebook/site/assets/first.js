/* Runs before the theme's script, which would bring the whole search index with each page: it is
   asked for when a reader turns to the search. */
(() => {
  "use strict";
  const { open, send } = XMLHttpRequest.prototype;
  const later = new WeakSet();

  XMLHttpRequest.prototype.open = function (method, url, ...rest) {
    if (new URL(url, location).pathname.endsWith("/search/search_index.json")) later.add(this);
    return open.call(this, method, url, ...rest);
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
