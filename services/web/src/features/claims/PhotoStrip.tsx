/** Photos of a line, small; a click shows one large. */
import { useQueries } from '@tanstack/react-query';
import { Flex, Image } from 'antd';
import { remote } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { words } from './words.ts';

const LINK_LASTS = 240_000;

export function PhotoStrip({ ids }: { ids: readonly string[] }) {
  const t = useWords(words);
  const files = useQueries({
    queries: ids.map((id) => ({
      ...remote.queryOptions('get', '/v1/files/{file_id}', { params: { path: { file_id: id } } }),
      staleTime: LINK_LASTS,
    })),
  });
  if (!ids.length) return null;
  return (
    <Image.PreviewGroup>
      <Flex gap={6} wrap>
        {files.map((file, index) => {
          const url = file.data?.download?.url;
          const alt = t('photo', { n: index + 1 });
          return url ? (
            <Image
              key={ids[index]}
              src={url}
              alt={alt}
              width={44}
              height={44}
              style={{ objectFit: 'cover', borderRadius: 6 }}
            />
          ) : null;
        })}
      </Flex>
    </Image.PreviewGroup>
  );
}
