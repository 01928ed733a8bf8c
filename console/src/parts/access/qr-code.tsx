import { encode } from 'uqr';
import styles from './access.module.css';

interface QrCodeProps {
  readonly text: string;
  /** What it is, for those who cannot see it; the same must stand beside it as text. */
  readonly label: string;
}

/** A QR code (ISO/IEC 18004), dark on light in either theme: most readers take no other. */
export function QrCode({ text, label }: QrCodeProps) {
  const { size, data } = encode(text, { ecc: 'M', border: 4 });
  return (
    <svg className={styles['code']} viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <path className={styles['codeLight']} d={`M0 0h${size}v${size}h-${size}z`} />
      <path d={data.map((row, y) => darkIn(row, y)).join('')} />
    </svg>
  );
}

/** The dark stretches of a row, as rectangles. */
function darkIn(row: readonly boolean[], y: number): string {
  const begins = row.flatMap((isDark, x) => (isDark && row[x - 1] !== true ? [x] : []));
  return begins
    .map((x) => {
      const end = row.indexOf(false, x);
      const length = (end < 0 ? row.length : end) - x;
      return `M${x} ${y}h${length}v1h-${length}z`;
    })
    .join('');
}
