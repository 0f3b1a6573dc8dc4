/* exm-try-private.h - what the files about tries share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-try.h"

G_BEGIN_DECLS

/* Stores @self as the newest try, sets its id, drops those that are too many. */
gboolean _exm_try_store (ExmDataset *dataset,
                         ExmTry     *self,
                         GError    **error);

/* Asks and, where it can, stores. @dataset: (nullable). @func: (nullable):
 * streams if set. */
ExmTry *_exm_try_ask (ExmDataset           *dataset,
                      ExmGoogle            *google,
                      const ExmTryQuestion *question,
                      ExmModelsTextFunc     func,
                      gpointer              func_data,
                      GCancellable         *cancellable,
                      GError              **error);

G_END_DECLS
