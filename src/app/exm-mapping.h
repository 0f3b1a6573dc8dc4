/* exm-mapping.h - asking how a table file is laid out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-sniff.h"

G_BEGIN_DECLS

/**
 * exm_mapping_is_needed:
 *
 * Returns: %FALSE when the guess is good enough to import without a question
 */
gboolean exm_mapping_is_needed (const ExmSniff *sniff);

/**
 * exm_mapping_ask_async:
 * @sniff: the guess to begin with, copied
 *
 * Shows what each column holds and lets the user choose: the post, the label, the
 * note; header, separator, encoding. Finish: the guess as the user left it,
 * %G_IO_ERROR_CANCELLED when it was given up.
 */
void      exm_mapping_ask_async (GtkWindow          *parent,
                                 ExmSource          *source,
                                 const ExmSniff     *sniff,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data);
ExmSniff *exm_mapping_ask_finish (GAsyncResult *result,
                                  GError      **error);

G_END_DECLS
