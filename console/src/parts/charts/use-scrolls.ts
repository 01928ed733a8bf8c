import { type RefObject, useLayoutEffect, useState } from 'react';
import { useInnerWidth } from '../table/table-room.ts';

/** Whether what is in a frame is wider than it: then the frame is moved by keys, and has to take the focus. */
export function useScrolls(frame: RefObject<HTMLElement | null>, content: unknown): boolean {
  const width = useInnerWidth(frame);
  const [scrolls, setScrolls] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured again where the window or the content is another
  useLayoutEffect(() => {
    setScrolls((frame.current?.scrollWidth ?? 0) > (frame.current?.clientWidth ?? 0));
  }, [frame, width, content]);
  return scrolls;
}
