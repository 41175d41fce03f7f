/** The PDF of a paper, opened to read or print. */
import { PrinterOutlined } from '@ant-design/icons';
import { Button, type ButtonProps } from 'antd';
import { api, body, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useAct } from '../../ui/act.ts';
import { words } from './words.ts';

interface Props extends Pick<ButtonProps, 'type' | 'size'> {
  paper: Schemas['DocumentShown'];
}

export function OpenPaper({ paper, ...button }: Props) {
  const t = useWords(words);
  const open = useAct({
    run: () => body(api.GET('/v1/documents/{document_id}/content', { params: { path: { document_id: paper.id } } })),
    then: ({ url }) => window.open(url, '_blank', 'noopener'),
  });
  if (paper.state !== 'ready') return null;
  return (
    <Button {...button} icon={<PrinterOutlined aria-hidden />} loading={open.isPending} onClick={() => open.mutate()}>
      {t('open')}
    </Button>
  );
}
