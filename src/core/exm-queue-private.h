/* exm-queue-private.h - what the files of the queue share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-queue.h"

G_BEGIN_DECLS

/* A decision whose command has not ended. */
#define EXM_QUEUE_PENDING G_MAXUINT64

typedef enum
{
  EXM_QUEUE_MOVED,
  EXM_QUEUE_CONTENT,
  EXM_QUEUE_COUNTED,
  EXM_QUEUE_GONE,
  EXM_QUEUE_N_SIGNALS
} ExmQueueSignal;

typedef struct
{
  ExmExample *example; /* NULL while it is read for the first time */
  char       *error;
  guint64     used;      /* when it was asked for last, in steps */
  guint       n_pending; /* own commands under way */
  guint       reading : 1;
  guint       again : 1; /* changed while it was being read */
  guint       stale : 1; /* changed since; read before it is shown */
} ExmQueueEntry;

struct _ExmQueue
{
  GObject parent_instance;

  ExmDataset   *dataset;
  gulong        changed_id;
  ExmQuery     *query; /* NULL = what is to do */
  ExmQueueOrder order;
  guint64       seed;
  ExmRowIds    *ranking;

  ExmRowIds *list;
  gsize      cursor;   /* in list: the first that was not served */
  GArray    *returned; /* of ExmRowId: to be served before the list goes on */
  GArray    *visited;  /* of ExmRowId */
  guint      place;    /* in visited; its length = after the last one */

  GHashTable *decided; /* id → guint64: when it was stored, EXM_QUEUE_PENDING = not yet */
  guint64     clock;   /* of commands that ended */
  guint       n_left;
  guint64     n_steps;

  GHashTable   *entries;  /* id → ExmQueueEntry */
  GCancellable *reading;  /* of examples */
  GCancellable *building; /* of the list */
  guint         reread_id;
  guint         rebuild_id;
  guint8       *members; /* a bit for each id: whether it is in list */
  gsize         n_members;
  GHashTable   *since; /* decided since the list that is being made was asked for */
  guint         serial;
  guint         wants_first : 1; /* nothing was served of this list yet */
};

/**
 * ExmQueueAnswer: a list that was made.
 * @members: (array length=n_members) (transfer full): a bit for each id
 * @back: decided and stored before, and to do again
 * @counted: what is in the list and was taken off @n_left
 */
typedef struct
{
  ExmRowIds  *list;
  guint8     *members;
  gsize       n_members;
  GArray     *back; /* of ExmRowId */
  GHashTable *counted;
  guint       n_left;
} ExmQueueAnswer;

/* exm-queue-list.c */
gboolean _exm_queue_has (ExmQueue *self,
                         ExmRowId  id);
void     _exm_queue_build_later (ExmQueue *self);
void     _exm_queue_build (ExmQueue *self);

/* exm-queue-cache.c */
ExmQueueEntry *_exm_queue_lookup (ExmQueue *self,
                                  ExmRowId  id);
void           _exm_queue_want (ExmQueue *self,
                                ExmRowId  id);
void           _exm_queue_touch (ExmQueue *self,
                                 ExmRowId  id);
void           _exm_queue_drop_entries (ExmQueue *self);
void           _exm_queue_entry_free (gpointer entry);

/* exm-queue.c */
void _exm_queue_say (ExmQueue      *self,
                     ExmQueueSignal what);
void _exm_queue_read_ahead (ExmQueue *self);

/* exm-queue-decide.c */
void     _exm_queue_take_list (ExmQueue       *self,
                               ExmQueueAnswer *answer);
gboolean _exm_queue_is_open (ExmQueue *self,
                             ExmRowId  id);
void     _exm_queue_row_came (ExmQueue *self,
                              ExmRowId  id);
void     _exm_queue_row_gone (ExmQueue *self,
                              ExmRowId  id);

G_END_DECLS
