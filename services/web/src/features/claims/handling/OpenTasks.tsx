/** Dealers that are still to be phoned. */
import { Link } from 'react-router';
import { api, ifMatch, remote, type Schemas } from '../../../api/client.ts';
import { useNameOf, useWords } from '../../../app/language.ts';
import { useAct } from '../../../ui/act.ts';
import { Card } from '../../../ui/Card.tsx';
import { useFormat } from '../../../ui/format.ts';
import { ReasonButton } from '../../../ui/ReasonButton.tsx';
import { Loaded, Nothing } from '../../../ui/states.tsx';
import { words } from './words.ts';

const FEW = 8;

export function OpenTasks() {
  const t = useWords(words);
  const asked = remote.useQuery('get', '/v1/tasks', { params: { query: { state: 'open', limit: FEW } } });
  return (
    <Card title={t('tasks')}>
      <Loaded query={asked} rows={3}>
        {({ items }) =>
          items.length ? (
            <ul className="rows">
              {items.map((one) => (
                <TaskRow key={one.id} task={one} />
              ))}
            </ul>
          ) : (
            <Nothing title={t('tasksNone')} />
          )
        }
      </Loaded>
    </Card>
  );
}

function TaskRow({ task }: { task: Schemas['Task'] }) {
  const t = useWords(words);
  const nameOf = useNameOf();
  const format = useFormat();
  const finish = useAct({
    run: (note: string) =>
      api.POST('/v1/tasks/{task_id}/completion', {
        params: { path: { task_id: task.id }, header: ifMatch(task.version) },
        body: { note },
      }),
    done: t('taskSaved'),
    changes: ['/v1/tasks', '/v1/returns'],
  });
  return (
    <li>
      <span>
        <Link to={`/returns/${task.return_id}`}>{task.number}</Link>
        <small>
          {nameOf(task, 'dealer_name')} · {format.ago(task.created_at)}
        </small>
      </span>
      <ReasonButton
        size="small"
        verb={t('taskDone')}
        title={t('taskTitle')}
        isBusy={finish.isPending}
        onReason={finish.mutateAsync}
      />
    </li>
  );
}
