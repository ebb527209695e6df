import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { ownZone } from '../../ui/format-time.ts';
import { useTheme } from '../../ui/theme.ts';
import { Scene } from './scene.ts';

export interface SceneRefs {
  scroller: RefObject<HTMLDivElement | null>;
  body: RefObject<HTMLCanvasElement | null>;
  axis: RefObject<HTMLCanvasElement | null>;
}

/** The scene of a chart, as large as its scroller, less the column of names. */
export function useScene(names: number): { scene: Scene | undefined; refs: SceneRefs; height: number } {
  const refs: SceneRefs = { scroller: useRef(null), body: useRef(null), axis: useRef(null) };
  const { scroller, body, axis } = refs;
  const [scene, setScene] = useState<Scene>();
  const [height, setHeight] = useState(0);
  useLayoutEffect(() => {
    if (!body.current || !axis.current) return undefined;
    const made = new Scene({ body: body.current, axis: axis.current }, ownZone());
    setScene(made);
    return made.stop;
  }, [body, axis]);
  useLayoutEffect(() => {
    const watched = scroller.current;
    if (!watched || !scene) return undefined;
    const measure = (): void => {
      setHeight(watched.clientHeight);
      scene.resize(Math.max(1, watched.clientWidth - names), watched.clientHeight);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(watched);
    return () => observer.disconnect();
  }, [scroller, scene, names]);
  const { dark } = useTheme();
  useEffect(() => scene?.recolour(), [scene, dark]);
  return { scene, refs, height };
}
