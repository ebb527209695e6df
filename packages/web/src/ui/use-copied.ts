import { useCallback, useEffect, useState } from 'react';

/** Copies a text; true for a moment afterwards. */
export function useCopied(text: string): [copied: boolean, copy: () => void] {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 1600);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = useCallback(() => {
    // Over plain http there is no clipboard at all: the text stays selectable.
    if (!('clipboard' in navigator)) return;
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      // Refused by the browser.
      () => setCopied(false),
    );
  }, [text]);
  return [copied, copy];
}
