/** Search across everything that one may see. */
import { SearchOutlined } from '@ant-design/icons';
import { useNavigate } from 'react-router';
import { useWords } from './language.ts';
import { words } from './words.shell.ts';

export function SearchBox({ onGo }: { onGo?: () => void }) {
  const t = useWords(words);
  const go = useNavigate();
  const search = (text: string) => {
    const wanted = text.trim();
    if (!wanted) return;
    onGo?.();
    void go(`/search?q=${encodeURIComponent(wanted)}`);
  };
  return (
    <search className="search">
      <SearchOutlined aria-hidden />
      <input
        type="search"
        placeholder={t('search')}
        aria-label={t('search')}
        maxLength={64}
        onKeyDown={(event) => {
          if (event.key === 'Enter') search(event.currentTarget.value);
        }}
      />
    </search>
  );
}
