/* exm-command.h - what can be done to a dataset, each with its way back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

#include "exm-example.h"
#include "exm-label.h"
#include "exm-query.h"
#include "exm-task.h"

G_BEGIN_DECLS

/**
 * ExmCommand:
 *
 * A request, made on any thread, run once by [method@ExmDataset.run_async]. Each
 * run is one transaction that holds the change, its inverse and the counters.
 */
typedef struct _ExmCommand ExmCommand;

/**
 * exm_command_new_add:
 * @examples: (element-type ExmExample) (transfer none)
 * @before: the row before which they go, 0 = at the end
 */
ExmCommand *exm_command_new_add (GPtrArray *examples,
                                 ExmRowId   before);
ExmCommand *exm_command_new_duplicate (const ExmTarget *target);
ExmCommand *exm_command_new_delete (const ExmTarget *target);

/**
 * exm_command_new_move: puts @ids, in their present order, before @before (0 = at the end).
 */
ExmCommand *exm_command_new_move (const ExmRowId *ids,
                                  gsize           n_ids,
                                  ExmRowId        before);

/**
 * exm_command_new_set_input: the post of one example. O(1).
 */
ExmCommand *exm_command_new_set_input (ExmRowId    id,
                                       const char *text);

/**
 * ExmInputMap:
 * @input: a post
 *
 * On `db-write`, for each row in turn; must not use the dataset.
 *
 * Returns: (transfer full) (nullable): what the post becomes; %NULL = it stays
 */
typedef char *(*ExmInputMap) (ExmRowId    id,
                              const char *input,
                              gpointer    user_data);

/**
 * exm_command_new_map_inputs:
 * @name: translated, as the user shall see it ("Mask Personal Data")
 * @destroy: (nullable): frees @user_data
 *
 * Changes the posts of many rows in one step. Rows that are gone are passed over.
 * Memory does not grow with the length of the posts.
 */
ExmCommand *exm_command_new_map_inputs (const ExmTarget *target,
                                        const char      *name,
                                        ExmInputMap      map,
                                        gpointer         user_data,
                                        GDestroyNotify   destroy);

/**
 * exm_command_new_set_label:
 * @label: 0 takes the label (or output text) away
 *
 * An output text of the rows gives way to the label and comes back with undo. A
 * row that was skipped is no longer, once it has a label; a flag stays.
 */
ExmCommand *exm_command_new_set_label (const ExmTarget *target,
                                       ExmLabelId       label);

/**
 * exm_command_new_set_label_named: as above; a label of that name is made, in
 * the same step, when there is none.
 */
ExmCommand *exm_command_new_set_label_named (const ExmTarget *target,
                                             const char      *name);

/**
 * exm_command_new_set_output: free text; "" or %NULL takes label and output away.
 * A text takes a skip off, as a label does.
 */
ExmCommand *exm_command_new_set_output (const ExmTarget *target,
                                        const char      *text);
ExmCommand *exm_command_new_set_note (const ExmTarget *target,
                                      const char      *note);
ExmCommand *exm_command_new_set_mark (const ExmTarget *target,
                                      ExmMark          mark);
ExmCommand *exm_command_new_set_split (const ExmTarget *target,
                                       ExmSplit         split);

/**
 * exm_command_new_hold_split: as above, by hand: submissions keep to it.
 * @split: %EXM_SPLIT_NONE = drawn again by the next submission
 */
ExmCommand *exm_command_new_hold_split (const ExmTarget *target,
                                        ExmSplit         split);

/**
 * exm_command_new_set_system:
 * @has_system: %FALSE = the task's again
 */
ExmCommand *exm_command_new_set_system (const ExmTarget *target,
                                        gboolean         has_system,
                                        const char      *text);

/**
 * exm_command_new_set_task: templates are checked: %EXM_DATA_ERROR_INVALID.
 */
ExmCommand *exm_command_new_set_task (ExmTaskField field,
                                      const char  *value);

/**
 * exm_command_new_label_add:
 * @key: 0 = choose a free one (digits, then letters)
 *
 * %EXM_DATA_ERROR_CONFLICT when a label of that name exists. The receipt names
 * the new label.
 */
ExmCommand *exm_command_new_label_add (const char *name,
                                       gunichar    key);

/**
 * exm_command_new_label_edit:
 * @value: text; for %EXM_LABEL_COLOR a decimal, for %EXM_LABEL_KEY the character or ""
 */
ExmCommand *exm_command_new_label_edit (ExmLabelId    label,
                                        ExmLabelField field,
                                        const char   *value);

/**
 * exm_command_new_label_merge: @from become @into, whatever the number of
 * examples: O(labels), no row is touched.
 */
ExmCommand *exm_command_new_label_merge (const ExmLabelId *from,
                                         gsize             n_from,
                                         ExmLabelId        into);

/**
 * exm_command_new_label_merge_named: as above, into the label of that name, which is
 * made, in the same step, when there is none.
 */
ExmCommand *exm_command_new_label_merge_named (const ExmLabelId *from,
                                               gsize             n_from,
                                               const char       *name);

/**
 * exm_command_new_label_delete: its examples are to do again. No row is touched.
 */
ExmCommand *exm_command_new_label_delete (ExmLabelId label);

/**
 * exm_command_new_label_order: the labels in this order; any that are not named keep
 * theirs among themselves and come after.
 */
ExmCommand *exm_command_new_label_order (const ExmLabelId *labels,
                                         gsize             n_labels);

/**
 * exm_command_new_label_shift:
 * @moved: (array length=n_moved): come together, in the order that they have
 * @shown: (array length=n_shown): those that are seen, @moved among them; others are passed over
 * @up: to before the label above them, else to behind the one below
 *
 * One place on in the order as it is when the command runs: of commands that are given
 * one upon the other each counts. At the end of the list nothing changes.
 */
ExmCommand *exm_command_new_label_shift (const ExmLabelId *moved,
                                         gsize             n_moved,
                                         const ExmLabelId *shown,
                                         gsize             n_shown,
                                         gboolean          up);

/**
 * exm_command_new_decide_again:
 * @hint: (nullable): a line that is added to the note of each post ("Was “Happy”")
 *
 * Takes labels and outputs away, so that the posts come up for a new decision, with
 * what they were in their notes.
 */
ExmCommand *exm_command_new_decide_again (const ExmTarget *target,
                                          const char      *hint);

/**
 * exm_command_new_delete_duplicates: deletes each copy of a post but the first,
 * where all copies agree on the output; copies that differ are left for the user.
 */
ExmCommand *exm_command_new_delete_duplicates (void);

/**
 * exm_command_new_quarantine_edit: the line's bytes as the user mended them.
 */
ExmCommand *exm_command_new_quarantine_edit (guint   line_id,
                                             GBytes *bytes);
ExmCommand *exm_command_new_quarantine_drop (guint line_id);

/**
 * exm_command_new_quarantine_take: the mended line became @example: takes it out
 * of the quarantine and adds it at the end, in one step.
 */
ExmCommand *exm_command_new_quarantine_take (guint             line_id,
                                             const ExmExample *example,
                                             const char       *label_name);

/**
 * exm_command_new_group:
 * @name: translated, as the user shall see it ("Mend 12 posts")
 * @commands: (element-type ExmCommand) (transfer full): run in order as one step
 */
ExmCommand *exm_command_new_group (const char *name,
                                   GPtrArray  *commands);

ExmCommand *exm_command_ref (ExmCommand *self);
void        exm_command_unref (ExmCommand *self);

/**
 * ExmReceipt:
 * @name: (not nullable): what was done, translated: `Label 312 posts “Positive”`
 * @n_rows: rows it touched; 0 = nothing was to be done and nothing was recorded
 * @first_row: first row added, 0 = none
 * @label: the label made or given, 0 = none
 */
typedef struct
{
  char      *name;
  guint      n_rows;
  ExmRowId   first_row;
  ExmLabelId label;
} ExmReceipt;

void exm_receipt_free (ExmReceipt *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmCommand, exm_command_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmReceipt, exm_receipt_free)

G_END_DECLS
