/** A `localStorage` that starts with `values`. */
export function memoryStorage(values = {}) {
  const map = new Map(Object.entries(values));
  return {
    getItem: (key) => map.get(key) ?? null,
    setItem: (key, value) => void map.set(key, value),
    removeItem: (key) => void map.delete(key),
  };
}

/** A `localStorage` as a browser has it that blocks storage: every call throws. */
export function blockedStorage() {
  const denied = () => {
    throw new DOMException('Access is denied for this document.', 'SecurityError');
  };
  return { getItem: denied, setItem: denied, removeItem: denied };
}

/** A `fetch` that keeps cookies, as a browser's does. */
export function cookieFetch() {
  const jar = new Map();
  return async (url, init) => {
    const cookie = Array.from(jar, ([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { ...init, headers: { ...init.headers, ...(cookie && { cookie }) } });
    for (const [, name, value] of response.headers.getSetCookie().map((line) => line.match(/^([^=]+)=([^;]*)/))) {
      jar.set(name, value);
    }
    return response;
  };
}
