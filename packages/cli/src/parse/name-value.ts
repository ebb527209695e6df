/** "name=value" or "name: value" as a pair. */
export const nameValue =
  (separator: '=' | ':') =>
  (text: string): readonly [string, string] => {
    const at = text.indexOf(separator);
    if (at < 1) throw new Error(`is "${text}"; write it like name${separator}value`);
    return [text.slice(0, at).trim(), separator === ':' ? text.slice(at + 1).trim() : text.slice(at + 1)];
  };
