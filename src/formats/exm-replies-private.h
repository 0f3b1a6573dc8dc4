/* exm-replies-private.h - which post answers which: the thread of each
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "exm-json-scan.h"

G_BEGIN_DECLS

/* X says of an answer only what it answers. The beginning of a thread is found by
 * going back from one to the next, for which all answers are gathered first: 16 bytes
 * each. Numbers are the services' own, decimal. */
typedef struct
{
  GArray  *pairs;
  gboolean is_sorted;
} ExmReplies;

#define EXM_REPLIES_MAX (4 * 1024 * 1024)

void _exm_replies_init (ExmReplies *self);
void _exm_replies_clear (ExmReplies *self);

/* Numbers that are none are passed over. */
void _exm_replies_add (ExmReplies        *self,
                       const ExmJsonText *post,
                       const ExmJsonText *answered);

/* (transfer full) (nullable): the first of the thread that @post is in, as far as is
 * known; NULL: @post is no number. */
char *_exm_replies_dup_root (ExmReplies *self,
                             const char *post);

G_END_DECLS
