/* exm-label.h - a label as the window shows it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "exm-example.h"

G_BEGIN_DECLS

#define EXM_TYPE_LABEL (exm_label_get_type ())
G_DECLARE_FINAL_TYPE (ExmLabel, exm_label, EXM, LABEL, GObject)

/**
 * ExmLabel:
 *
 * Main thread. Properties (readable, notified): `id`, `name`, `color`, `key`,
 * `definition`, `count`. Made and kept up to date by its dataset, in the order
 * that the user gave; change one by a command.
 *
 * `color` is an index into the palette of the app, 0 … 15.
 * `key` is 0 or a character 1-9, 0, a-z, A-Z that gives this label; no two labels
 * have the same. It is the label's own, stored with it: adding, deleting, merging,
 * moving or renaming others never changes it.
 */
ExmLabelId  exm_label_get_id (ExmLabel *self);
const char *exm_label_get_name (ExmLabel *self);
guint       exm_label_get_color (ExmLabel *self);
gunichar    exm_label_get_key (ExmLabel *self);
const char *exm_label_get_definition (ExmLabel *self);
guint       exm_label_get_count (ExmLabel *self);

typedef enum
{
  EXM_LABEL_NAME,
  EXM_LABEL_COLOR,
  EXM_LABEL_KEY,
  EXM_LABEL_DEFINITION,
} ExmLabelField;

/* --- keys ------------------------------------------------------------------- */

/* Digits, small letters, capital letters; more labels than these have no key. */
#define EXM_LABEL_N_KEYS 62

/**
 * exm_label_key_is_valid: whether a label can have this key. Everything else (space,
 * Enter, signs, what is pressed with Control or Alt) is left to the window.
 */
gboolean exm_label_key_is_valid (gunichar key);

/**
 * exm_label_choose_key:
 * @name: the new label's
 * @taken: the keys that other labels have, in any order
 *
 * The first ten labels get the digits, in the order in which they are made; then
 * comes the first free letter of the name (initials of its words before the rest,
 * small before capital), then any free letter. Pure; any thread.
 *
 * Returns: 0 when all are taken.
 */
gunichar exm_label_choose_key (const char *name,
                               const char *taken);

/**
 * exm_label_find_key:
 * @labels: as exm_dataset_get_labels() gives them
 *
 * The one way from a key to a label; exm_label_get_key() is the way back. O(labels),
 * some microseconds. Main thread.
 *
 * Returns: (transfer none) (nullable): the label that this character gives
 */
ExmLabel *exm_label_find_key (GListModel *labels,
                              gunichar    key);

/**
 * exm_label_dup_key_text:
 *
 * Returns: (transfer full): the key as it is printed on a button; "" when there is none.
 */
char *exm_label_dup_key_text (ExmLabel *self);

/* --- near-same names ----------------------------------------------------------- */

/**
 * exm_label_names_near:
 *
 * Whether two names look like one label written twice: equal but for case,
 * accents, spaces or punctuation, or one the other's plural or inflected form
 * (Happy/Happiness, Grateful/Gratitude).
 * Pure; any thread.
 */
gboolean exm_label_names_near (const char *a,
                               const char *b);

/**
 * exm_label_find_near:
 * @names: (array length=n): label names
 * @apart: (nullable): see exm_label_apart_add()
 *
 * Groups of near-same names; no two that are kept apart are in one group. O(n log n)
 * in the usual case. Pure; any thread.
 *
 * Returns: (transfer container) (element-type GArray): each a GArray of guint
 *   indices into @names, two or more, in the order of @names.
 */
GPtrArray *exm_label_find_near (const char *const *names,
                                guint              n,
                                const char        *apart);

/**
 * exm_label_is_kept_rare:
 * @apart: (nullable): the field of this name of #ExmTask
 *
 * Somebody has said that this one is rare and stays: it is no problem. Renamed, it is
 * looked at anew. Pure; any thread.
 */
gboolean exm_label_is_kept_rare (const char *apart,
                                 const char *name);

/**
 * exm_label_kept_rare_add:
 *
 * Returns: (transfer full): @apart with @name, for exm_label_is_kept_rare()
 */
char *exm_label_kept_rare_add (const char *apart,
                               const char *name);

/**
 * exm_label_apart_add:
 * @apart: (nullable): what is known so far: the field of this name of #ExmTask
 * @names: (array length=n): names that look alike and are different labels
 *
 * Somebody has said that these are not the same: no two of them are suggested as one
 * again. What is remembered are names: a label that gets another one is looked at anew.
 *
 * Returns: (transfer full): @apart with them
 */
char *exm_label_apart_add (const char        *apart,
                           const char *const *names,
                           guint              n);

/**
 * exm_label_is_apart: whether @a and @b were given to exm_label_apart_add() together.
 */
gboolean exm_label_is_apart (const char *apart,
                             const char *a,
                             const char *b);

G_END_DECLS
