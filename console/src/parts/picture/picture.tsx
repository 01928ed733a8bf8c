import styles from './picture.module.css';

export interface PictureProps {
  /** An SVG document in the colours of the screen; `undefined`: it is on its way. */
  readonly onScreen: string | undefined;
  /** The same in those of paper. */
  readonly onPaper: string;
  readonly title: string;
}

/** Up to this width, in pixels, a picture is still read when it is made as wide as the page; a larger one scrolls. */
const widestReadable = 1700;
const widthOf = (svg: string) => Number(/\swidth="(\d+)/.exec(svg)?.[1] ?? 0);
const imageOf = (svg: string) => `data:image/svg+xml,${encodeURIComponent(svg)}`;

/** A drawing made by the server: in the colours of the screen, on paper in those of paper. What is larger than its frame is moved by keys. */
export function Picture({ onScreen, onPaper, title }: PictureProps) {
  return (
    <figure
      className={styles['picture']}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls has to take the focus
      tabIndex={0}
      aria-label={title}
      data-fits={widthOf(onPaper) <= widestReadable ? '' : undefined}
    >
      {onScreen === undefined ? null : <img className={styles['onScreen']} src={imageOf(onScreen)} alt={title} />}
      <img className={styles['onPaper']} src={imageOf(onPaper)} alt="" />
    </figure>
  );
}
