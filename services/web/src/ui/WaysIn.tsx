/** How rows come into a list: one by one, or a whole sheet of them. */
import { PlusOutlined, UploadOutlined } from '@ant-design/icons';
import { Button, Flex } from 'antd';
import { useNavigate } from 'react-router';
import { useWords } from '../app/language.ts';
import { words } from './words.ts';

interface AddProps {
  verb: string;
  onAdd: () => void;
}

export function AddButton({ verb, onAdd }: AddProps) {
  return (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={onAdd}>
      {verb}
    </Button>
  );
}

/** Adding one, and the way to the import of this kind. */
export function WaysIn({ kind, ...add }: AddProps & { kind: string }) {
  const t = useWords(words);
  const go = useNavigate();
  return (
    <Flex gap={8} wrap justify="center">
      <Button icon={<UploadOutlined aria-hidden />} onClick={() => void go(`/imports?kind=${kind}`)}>
        {t('import')}
      </Button>
      <AddButton {...add} />
    </Flex>
  );
}
