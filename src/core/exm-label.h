/* exm-label.h - a label as the window shows it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

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
 * `key` is 0 or a character 1-9, 0, a-z, A-Z that gives this label.
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
 *
 * Groups of near-same names. O(n log n) in the usual case. Pure; any thread.
 *
 * Returns: (transfer container) (element-type GArray): each a GArray of guint
 *   indices into @names, two or more, in the order of @names.
 */
GPtrArray *exm_label_find_near (const char *const *names,
                                guint              n);

G_END_DECLS
