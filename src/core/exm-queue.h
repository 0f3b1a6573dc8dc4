/* exm-queue.h - one example after the other, to be decided
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "exm-dataset.h"

G_BEGIN_DECLS

/**
 * ExmQueueOrder:
 * @EXM_QUEUE_AS_LISTED: as the query has them
 * @EXM_QUEUE_SHUFFLED: by a hash of seed and row: the same seed gives the same
 *   order, and rows that come later leave the others where they are
 * @EXM_QUEUE_SHORTEST: by characters; equal ones as the query has them
 * @EXM_QUEUE_RANKED: those of a ranking given by the caller, in its order, then
 *   the others as the query has them
 */
typedef enum
{
  EXM_QUEUE_AS_LISTED,
  EXM_QUEUE_SHUFFLED,
  EXM_QUEUE_SHORTEST,
  EXM_QUEUE_RANKED,
} ExmQueueOrder;

#define EXM_N_QUEUE_ORDERS 4

/* So many of the next examples are read ahead. */
#define EXM_QUEUE_AHEAD 32

#define EXM_TYPE_QUEUE (exm_queue_get_type ())
G_DECLARE_FINAL_TYPE (ExmQueue, exm_queue, EXM, QUEUE, GObject)

/**
 * ExmQueue:
 *
 * Main thread. Holds the ids of a query in an order (4 B a row), what of them is
 * decided, and where the user is. Knows the current row at once after each step;
 * its text is read ahead on `db-read`, so it is nearly always there too. A step
 * is O(1), whatever the number of rows.
 *
 *   query ─► order ─► ids ──┬─► [visited … current …] ─► ahead
 *   rows given back by undo ┘
 *
 * Signals:
 * `moved ()`: the current row is another one, or there is none any more
 * `content ()`: the example of the current row came, changed, or cannot be read
 * `counted ()`: how many are left has changed, or a list was made (also: the
 *   first one, with nothing in it)
 * `gone ()`: the current row was deleted by something else; `moved` follows
 */
ExmQueue *exm_queue_new (ExmDataset *dataset);

/**
 * exm_queue_start:
 * @query: (nullable): %NULL = whatever is to do, as long as it is; with a query
 *   its rows as they are now, each once, whether it has a label or not
 * @seed: for %EXM_QUEUE_SHUFFLED
 * @ranking: (nullable): for %EXM_QUEUE_RANKED
 *
 * Begins anew; what was decided before is forgotten. The list is made on workers.
 */
void exm_queue_start (ExmQueue       *self,
                      const ExmQuery *query,
                      ExmQueueOrder   order,
                      guint64         seed,
                      ExmRowIds      *ranking);

ExmDataset     *exm_queue_get_dataset (ExmQueue *self);
ExmQueueOrder   exm_queue_get_order (ExmQueue *self);
const ExmQuery *exm_queue_get_query (ExmQueue *self);

/**
 * exm_queue_is_loading: the first list is not there yet.
 */
gboolean exm_queue_is_loading (ExmQueue *self);

/**
 * exm_queue_get_current:
 *
 * Returns: 0 while loading and when nothing is left
 */
ExmRowId exm_queue_get_current (ExmQueue *self);

/**
 * exm_queue_get_example:
 *
 * Returns: (transfer none) (nullable): the current example with what was decided
 *   about it, on disk or not yet; %NULL while it is being read. Valid until the
 *   next call.
 */
const ExmExample *exm_queue_get_example (ExmQueue *self);

/**
 * exm_queue_peek: the same of any row, when it is at hand; reads nothing.
 */
const ExmExample *exm_queue_peek (ExmQueue *self,
                                  ExmRowId  id);

/**
 * exm_queue_get_error: (nullable): why the current example cannot be read, for people.
 */
const char *exm_queue_get_error (ExmQueue *self);

/**
 * exm_queue_get_n_total: rows of the list; of them not decided: exm_queue_get_n_left().
 */
guint exm_queue_get_n_total (ExmQueue *self);
guint exm_queue_get_n_left (ExmQueue *self);

/**
 * exm_queue_forward: to the row after the current one, decided or not.
 * exm_queue_back: to the one seen before it.
 *
 * Returns: %FALSE when there is none
 */
gboolean exm_queue_forward (ExmQueue *self);
gboolean exm_queue_back (ExmQueue *self);
gboolean exm_queue_can_go_back (ExmQueue *self);

/**
 * exm_queue_advance: after a decision: to the next one that is not decided; from a
 * row that was gone back to, that is where the work was left. Stays where the
 * current one is not decided and was the last seen.
 */
void exm_queue_advance (ExmQueue *self);

/**
 * exm_queue_go_to: makes @id the current one, whether it is in the list or not.
 */
void exm_queue_go_to (ExmQueue *self,
                      ExmRowId  id);

/**
 * ExmDecision:
 * @EXM_DECISION_LABEL: the row gets a label (0 = none); a skipped one is no longer
 * @EXM_DECISION_OUTPUT: … an output text
 * @EXM_DECISION_MARK: … a mark
 */
typedef enum
{
  EXM_DECISION_LABEL,
  EXM_DECISION_OUTPUT,
  EXM_DECISION_MARK,
} ExmDecision;

/**
 * exm_queue_decide:
 * @value: #ExmLabelId or #ExmMark
 * @text: (nullable): for %EXM_DECISION_OUTPUT
 *
 * What was decided about the current row, which has to be loaded. Counts at once;
 * the command that stores it is for the caller to run, and its end for the
 * caller to tell by exm_queue_decided(). Does not move.
 *
 * Returns: (transfer full): that command
 */
ExmCommand *exm_queue_decide (ExmQueue   *self,
                              ExmDecision decision,
                              guint       value,
                              const char *text);

/**
 * exm_queue_decided: the command for @id has ended; when it failed the row is to do again.
 */
void exm_queue_decided (ExmQueue *self,
                        ExmRowId  id,
                        gboolean  ok);

/**
 * exm_queue_give_back: @id counts as not decided again (undo).
 */
void exm_queue_give_back (ExmQueue *self,
                          ExmRowId  id);

/**
 * exm_queue_is_decided: whether it counts as done in this list.
 */
gboolean exm_queue_is_decided (ExmQueue *self,
                               ExmRowId  id);

/**
 * exm_queue_shuffle_ids:
 * @ids: (array length=n_ids): changed in place
 *
 * What %EXM_QUEUE_SHUFFLED and %EXM_QUEUE_RANKED do to a list. Pure; any thread. O(n).
 */
void exm_queue_shuffle_ids (ExmRowId *ids,
                            gsize     n_ids,
                            guint64   seed);
void exm_queue_rank_ids (ExmRowId       *ids,
                         gsize           n_ids,
                         const ExmRowId *first,
                         gsize           n_first);

G_END_DECLS
