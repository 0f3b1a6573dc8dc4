/* exm-token-factor.h - what past jobs teach about the tokens of the next one, off the main thread
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * exm_token_factor_async:
 * @owner: source object of the callback
 * @model: id of a base model
 *
 * exm_history_get_token_factor() on a worker.
 */
void exm_token_factor_async (GObject            *owner,
                             const char         *model,
                             gboolean            practice,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data);

/**
 * exm_token_factor_finish:
 *
 * Returns: the factor, 0 when it was cancelled
 */
double exm_token_factor_finish (GAsyncResult *result);

G_END_DECLS
