/** A bar chart that is a table: every bar stands beside its figure, so nobody needs to see the bars to read it. */
import './figures.css';

export interface Bar {
  readonly key: string;
  readonly name: string;
  readonly hint?: string;
  /** Lengths of the bar's parts, relative to the longest bar. */
  readonly parts: readonly number[];
  /** The figure as people read it. */
  readonly figure: string;
}

interface Props {
  /** What the table is about, and the heads of its columns. */
  title: string;
  head: string;
  figure: string;
  bars: readonly Bar[];
  /** The length that fills the width; the longest bar's when it is not said. */
  full?: number;
}

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);

export function Bars({ title, head, figure, bars, full }: Props) {
  const longest = full ?? Math.max(1, ...bars.map((bar) => sum(bar.parts)));
  return (
    <table className="bars" data-figures aria-label={title}>
      <thead className="sr-only">
        <tr>
          <th scope="col">{head}</th>
          <th scope="col">{figure}</th>
        </tr>
      </thead>
      <tbody>
        {bars.map((bar) => (
          <tr key={bar.key}>
            <th scope="row">
              {bar.name}
              <span className="bar" aria-hidden>
                {bar.parts.map((part, index) => (
                  <i key={index} style={{ width: `${(100 * part) / longest}%` }} />
                ))}
              </span>
              {bar.hint && <small>{bar.hint}</small>}
            </th>
            <td className="figure">{bar.figure}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
