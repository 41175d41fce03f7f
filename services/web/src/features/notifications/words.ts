import { catalogue } from '../../app/words.ts';

export const words = catalogue({
  inbox: ['消息', 'Messages'],
  unread: ['未读', 'Unread'],
  all: ['全部', 'All'],
  which: ['显示哪些', 'Which ones'],
  readAll: ['全部标为已读', 'Mark all as read'],
  allRead: ['已全部标为已读', 'All are marked as read'],
  open: ['打开', 'Open'],
  markRead: ['标为已读', 'Mark as read'],
  phoned: ['会有人电话告知', 'Somebody phones you about it'],
  none: ['没有消息', 'No messages'],
  noneUnread: ['没有未读消息', 'Nothing unread'],
  noneHint: ['退货单有进展时会在这里告诉您。', 'You are told here when a return moves on.'],
  more: ['载入更多', 'Load more'],
});
