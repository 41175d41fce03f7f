/** A tenant's plan in a row: its name, and the quotas that the month has come closest to. */
import { Tag } from 'antd';
import type { Schemas } from '../../../api/client.ts';
import { useName, useSay } from '../../../app/language.ts';
import { METERS, METERS_IN_ORDER } from '../../../ui/meters.ts';

const WHOLE = 100;

export function PlanOf({ row }: { row: Schemas['TenantUsage'] }) {
  const say = useSay();
  const name = useName();
  const { plan, meters } = row;
  if (!plan) return '—';
  const marks = METERS_IN_ORDER.flatMap((meter) => {
    const allowance = plan.allowances[meter];
    const used = meters[meter] ?? 0;
    if (!allowance || !used) return [];
    const percent = allowance.included ? Math.floor((used * WHOLE) / allowance.included) : WHOLE;
    const isNear = percent >= WHOLE || (allowance.warn ?? []).some((one) => percent >= one);
    return isNear ? [{ meter, percent }] : [];
  });
  return (
    <span>
      {name(plan)}
      {marks.map(({ meter, percent }) => (
        <Tag key={meter} color={percent >= WHOLE ? 'error' : 'warning'} style={{ marginInlineStart: 6 }}>
          {say(METERS[meter])} {percent}%
        </Tag>
      ))}
    </span>
  );
}
