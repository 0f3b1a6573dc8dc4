/* exm-example.h - one example: what the model is shown and what it should answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * ExmRowId:
 *
 * Names an example for the life of its dataset file: 1 and up, never given
 * twice, 0 = none. 32 bits because the order vector holds one for each row
 * (4 MB a million rows).
 */
typedef guint32 ExmRowId;

/**
 * ExmLabelId:
 *
 * Names a label within its dataset: 1 and up, never given twice, 0 = none.
 * 16 bits because each row holds one in memory; a dataset has at most
 * %EXM_LABEL_MAX labels in its whole life.
 */
typedef guint16 ExmLabelId;

#define EXM_LABEL_MAX 65000

/**
 * ExmState:
 * @EXM_STATE_TODO: no output yet
 * @EXM_STATE_DONE: has a label or an output text
 * @EXM_STATE_SKIPPED: set aside by the user: neither counted as ready nor sent
 * @EXM_STATE_FLAGGED: to be looked at again: still sent when it has an output
 *
 * To do and done follow from the output and are never stored; skipped and
 * flagged are marks that the user sets and clears.
 */
typedef enum
{
  EXM_STATE_TODO,
  EXM_STATE_DONE,
  EXM_STATE_SKIPPED,
  EXM_STATE_FLAGGED,
} ExmState;

#define EXM_N_STATES 4

/**
 * ExmMark: the stored part of a state. Setting %EXM_MARK_NONE goes back to to do / done.
 */
typedef enum
{
  EXM_MARK_NONE,
  EXM_MARK_SKIPPED,
  EXM_MARK_FLAGGED,
} ExmMark;

/**
 * ExmSplit: which file of the last submission the example went to, or, when it was
 * chosen by hand (ExmExample.split_held), has to go to.
 */
typedef enum
{
  EXM_SPLIT_NONE,
  EXM_SPLIT_TRAINING,
  EXM_SPLIT_VALIDATION,
} ExmSplit;

typedef enum
{
  EXM_ROLE_USER,
  EXM_ROLE_MODEL,
  EXM_ROLE_SYSTEM,
  EXM_ROLE_OTHER,
} ExmRole;

/**
 * ExmTurn: an earlier turn of a conversation, before the last user text.
 * @text: UTF-8; what a person can read of it (a function call is shown as its name)
 */
typedef struct
{
  ExmRole role;
  char   *text;
} ExmTurn;

/**
 * ExmExample:
 * @id: the row, 0 in an example that is not yet stored
 * @input: the last user text. Without the task's input template, unless @input_verbatim
 * @output: (nullable): the output text when it is not a label. Without the
 *   task's output template, unless @output_verbatim
 * @label: the label as it counts now (merges followed, deleted = 0); 0 = none.
 *   Never set together with @output
 * @mark: see #ExmMark
 * @split: see #ExmSplit
 * @split_held: @split was chosen by hand: submissions keep to it
 * @input_verbatim: @input is the whole user turn: the template is not applied
 * @output_verbatim: @output is the whole model turn: the template is not applied
 * @has_system: @system holds for this example in place of the task's
 * @system: (nullable): own system instruction when @has_system; %NULL then
 *   means "none at all"
 * @note: (nullable): the user's note, never sent
 * @turns: (nullable) (element-type ExmTurn): earlier turns in order
 * @raw: (nullable): what its source had beside the fields: the line, kept only where
 *   the fields alone would not give the same JSON value again (unknown fields,
 *   function calls, odd spellings), or a table's other columns; opaque to core
 * @dialect: what wrote @raw, a number of the formats room; 0 = none
 * @author: (nullable): who wrote the post where it comes from, as the service names
 *   them; set when the example is added, and kept; as the next three
 * @thread: (nullable): names the conversation it belongs to; posts with the same text
 *   here belong together
 * @url: (nullable): its address
 * @time: when it was written, seconds since 1970 UTC, 0 = not known
 *
 * A plain value; who makes it frees it.
 */
typedef struct
{
  ExmRowId   id;
  char      *input;
  char      *output;
  ExmLabelId label;
  ExmMark    mark;
  ExmSplit   split;
  guint      input_verbatim : 1;
  guint      output_verbatim : 1;
  guint      has_system : 1;
  guint      split_held : 1;
  char      *system;
  char      *note;
  GPtrArray *turns;
  GBytes    *raw;
  guint      dialect;
  char      *author;
  char      *thread;
  char      *url;
  gint64     time;
} ExmExample;

#define EXM_TYPE_EXAMPLE (exm_example_get_type ())
GType       exm_example_get_type (void);
ExmExample *exm_example_new (void);
ExmExample *exm_example_copy (const ExmExample *self);
void        exm_example_free (ExmExample *self);

ExmTurn *exm_turn_new (ExmRole     role,
                       const char *text);
void     exm_turn_free (ExmTurn *turn);

/**
 * exm_example_get_state: the state that follows from mark, label and output.
 */
ExmState exm_example_get_state (const ExmExample *self);

/**
 * exm_state_to_string:
 *
 * Returns: (transfer none): the state's translated name, for people.
 */
const char *exm_state_to_string (ExmState state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmExample, exm_example_free)

G_END_DECLS
