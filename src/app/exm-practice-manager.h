/* exm-practice-manager.h - the practice service of this app, started when first needed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "exm-google.h"

G_BEGIN_DECLS

#define EXM_TYPE_PRACTICE_MANAGER (exm_practice_manager_get_type ())
G_DECLARE_FINAL_TYPE (ExmPracticeManager, exm_practice_manager, EXM, PRACTICE_MANAGER, GObject)

/**
 * ExmPracticeManager:
 *
 * One for the whole app; main thread. The service runs in this process, on a
 * thread of its own, and ends with this object; its jobs go on at the next start.
 */

/**
 * exm_practice_manager_new:
 * @state_dir: (nullable): %NULL = `$XDG_DATA_HOME/exemplar/practice`
 */
ExmPracticeManager *exm_practice_manager_new (const char *state_dir);

/**
 * exm_practice_manager_get_default:
 *
 * Returns: (transfer none): the app's, made at the first call
 */
ExmPracticeManager *exm_practice_manager_get_default (void);

/**
 * exm_practice_manager_shutdown: stops the app's service, when the app ends.
 */
void exm_practice_manager_shutdown (void);

/**
 * exm_practice_manager_connect_async:
 *
 * Starts the service unless it runs, off the main thread.
 * Finish: %G_IO_ERROR_BUSY: another program uses the same practice folder.
 */
void       exm_practice_manager_connect_async (ExmPracticeManager *self,
                                               GCancellable       *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer            user_data);
ExmGoogle *exm_practice_manager_connect_finish (ExmPracticeManager *self,
                                                GAsyncResult       *result,
                                                GError            **error);

/**
 * exm_practice_manager_set_rehearsal:
 * @from_nothing: the account has no project yet, and what is made then has neither
 *   billing nor APIs: to practise getting ready
 *
 * Holds until the app ends.
 */
void exm_practice_manager_set_rehearsal (ExmPracticeManager *self,
                                         gboolean            from_nothing);

/**
 * exm_practice_manager_set_speed: 1 = the usual pace; for tests and the impatient.
 */
void exm_practice_manager_set_speed (ExmPracticeManager *self,
                                     double              speed);

G_END_DECLS
