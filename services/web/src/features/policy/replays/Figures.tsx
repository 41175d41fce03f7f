/** What a replay found, in figures. */
import { Col, Flex, Row, Statistic, Tag } from 'antd';
import type { Schemas } from '../../../api/client.ts';
import { useWords } from '../../../app/language.ts';
import { useFormat } from '../../../ui/format.ts';
import { words } from './words.ts';

export function Figures({ report }: { report: Schemas['Report'] }) {
  const t = useWords(words);
  const format = useFormat();
  const { credit_before: before, credit_after: after } = report;
  const difference = (Number(after.amount) - Number(before.amount)).toFixed(2);
  const figures: readonly (readonly [string, string])[] = [
    [t('decisions'), format.number(report.decisions ?? 0)],
    [t('flips'), `${format.number(report.flips ?? 0)} / ${format.number(report.lines ?? 0)}`],
    [t('forDealer'), format.number(report.for_dealer ?? 0)],
    [t('againstDealer'), format.number(report.against_dealer ?? 0)],
    [t('creditBefore'), format.money(before)],
    [t('creditAfter'), format.money(after)],
    [t('difference'), format.money({ amount: difference, currency: after.currency })],
    [t('neutral'), format.number(report.neutral ?? 0)],
  ];
  const more = report.more_approvals ?? 0;
  const fewer = report.fewer_approvals ?? 0;
  return (
    <>
      <Row gutter={[16, 12]}>
        {figures.map(([title, value]) => (
          <Col key={title} xs={12} md={6}>
            <Statistic title={title} value={value} />
          </Col>
        ))}
      </Row>
      <Flex gap={8} wrap style={{ marginTop: 8 }}>
        {more + fewer > 0 && <Tag>{t('approvals', { more, fewer })}</Tag>}
        {(report.newly_incomplete ?? 0) > 0 && <Tag>{t('incomplete', { n: report.newly_incomplete ?? 0 })}</Tag>}
        {(report.unpriced_lines ?? 0) > 0 && <Tag>{t('unpriced', { n: report.unpriced_lines ?? 0 })}</Tag>}
      </Flex>
    </>
  );
}
