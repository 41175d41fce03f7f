/** How the platform does now, in four figures that lead to more. */
import { Col, Row } from 'antd';
import { remote } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { Tile } from '../../ui/Duty.tsx';
import { useFormat } from '../../ui/format.ts';
import { useMeasure } from './measure.ts';
import { words } from './words.ts';

const OFTEN = 10_000;
const LONG = 60;

export function PlatformNow() {
  const t = useWords(words);
  const format = useFormat();
  const { span } = useMeasure();
  const fleets = remote.useQuery('get', '/v1/operator/fleets', {}, { refetchInterval: OFTEN }).data;
  const sum = (figure: 'waiting' | 'dead' | 'overdue_leases') =>
    fleets?.reduce((all, one) => all + (one[figure] ?? 0), 0);
  const [waiting, dead, leases] = [sum('waiting'), sum('dead'), sum('overdue_leases')];
  const oldest = fleets && Math.max(0, ...fleets.map((one) => one.oldest_age_seconds ?? 0));
  const tiles = [
    { title: t('waiting'), to: '/operator/fleets', value: waiting, isWaiting: false },
    {
      title: t('oldest'),
      to: '/operator/fleets',
      value: fleets && (oldest ? span(oldest) : '—'),
      isWaiting: (oldest ?? 0) > LONG,
    },
    { title: t('dead'), to: '/operator/deliveries', value: dead, isWaiting: Boolean(dead) },
    { title: t('leases'), to: '/operator/fleets', value: leases, isWaiting: Boolean(leases) },
  ];
  return (
    <Row gutter={[12, 12]} style={{ marginBottom: 16 }}>
      {tiles.map(({ value, ...tile }) => (
        <Col key={tile.title} xs={12} md={6}>
          <Tile {...tile} value={typeof value === 'number' ? format.number(value) : value} />
        </Col>
      ))}
    </Row>
  );
}
