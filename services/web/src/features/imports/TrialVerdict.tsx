/** What a trial found, and the way from it to the import: with the same sheet as it is, or with a corrected one. */
import { CheckOutlined } from '@ant-design/icons';
import { Alert, Button, Flex } from 'antd';
import { useNavigate } from 'react-router';
import { api, body, newKey, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useAct } from '../../ui/act.ts';
import { kindOf } from './kinds.ts';
import { SheetAgain } from './SheetDrop.tsx';
import { words } from './words.ts';

type Job = Schemas['Job'];

export function TrialVerdict({ job }: { job: Job }) {
  const t = useWords(words);
  const refused = job.counts['refused'] ?? 0;
  const changed = (job.counts['created'] ?? 0) + (job.counts['updated'] ?? 0);
  const title = refused ? t('triedSome', { count: refused }) : t('triedWell');
  const hint = changed ? t('triedHint', { count: changed }) : t('triedNothing');
  return (
    <Alert
      type={refused ? 'warning' : 'success'}
      showIcon
      title={title}
      description={
        <>
          <p style={{ marginTop: 0 }}>
            {hint} {refused > 0 && t('triedSomeHint')}
          </p>
          <Flex gap={8} wrap>
            {refused > 0 && <SheetAgain kind={kindOf(job)} isTrial />}
            {changed > 0 && <ImportNow job={job} rest={refused > 0} />}
          </Flex>
        </>
      }
    />
  );
}

/** The same sheet, in earnest. */
function ImportNow({ job, rest }: { job: Job; rest: boolean }) {
  const t = useWords(words);
  const go = useNavigate();
  const begin = useAct({
    run: () => {
      const told = { kind: kindOf(job), file_id: String(job.input['file_id']) };
      return body(api.POST('/v1/imports', { params: { header: { 'Idempotency-Key': newKey() } }, body: told }));
    },
    changes: ['/v1/jobs'],
    then: ({ id }) => void go(`/jobs/${id}`),
  });
  return (
    <Button
      type={rest ? 'default' : 'primary'}
      icon={<CheckOutlined aria-hidden />}
      loading={begin.isPending}
      onClick={() => begin.mutate()}
    >
      {t(rest ? 'importRest' : 'importNow')}
    </Button>
  );
}
