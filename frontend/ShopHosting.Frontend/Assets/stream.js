// Keeps hearing a stream of server-sent events, and says when it is lost and when it is there again: also when it stays open and silent, as it does where a network goes away.
const longestSilence = 30000;
const tryAgainEvery = 4000;

// address() is asked with each connection; kinds has what is done with each kind of event; lost(isRefused) is told whether something else than a stream was answered.
globalThis.keepHearing = ({ address, kinds, found, lost }) => {
  let source = null;
  let heard = 0;

  const connect = () => {
    if (source && source.readyState !== EventSource.CLOSED) {
      return;
    }
    source = new EventSource(address());
    for (const [kind, take] of Object.entries(kinds)) {
      source.addEventListener(kind, (event) => {
        heard = Date.now();
        take?.(event);
      });
    }
    source.addEventListener("open", () => {
      heard = Date.now();
      found();
    });
    source.addEventListener("error", () => lost(source.readyState === EventSource.CLOSED));
  };

  const hangUp = () => {
    source.close();
    lost(false);
  };

  if (!window.EventSource) {
    lost(false);
    return;
  }
  connect();
  setInterval(connect, tryAgainEvery);
  setInterval(() => {
    if (source.readyState === EventSource.OPEN && Date.now() - heard > longestSilence) {
      hangUp();
    }
  }, 1000);
  window.addEventListener("offline", hangUp);
  window.addEventListener("online", connect);
  window.addEventListener("pagehide", () => source.close());
  window.addEventListener("pageshow", (event) => { if (event.persisted) { connect(); } });
};
