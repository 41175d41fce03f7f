/** What differed when the parts arrived. */
import { Alert } from 'antd';
import type { Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { DISCREPANCIES, useDomain } from '../../ui/domain.ts';
import { words } from './words.ts';

export function Differences({ found }: { found: readonly Schemas['DiscrepancyOf'][] }) {
  const t = useWords(words);
  const domain = useDomain();
  if (!found.length) return null;
  return (
    <Alert
      type="warning"
      showIcon
      style={{ marginTop: 16 }}
      title={t('discrepancies')}
      description={
        <ul style={{ margin: 0, paddingInlineStart: 18 }}>
          {found.map((one) => (
            <li key={`${one.line}-${one.kind}-${one.part_number}`}>
              {domain(DISCREPANCIES, one.kind)} · {one.part_number} × {one.quantity} {one.note}
            </li>
          ))}
        </ul>
      }
    />
  );
}
