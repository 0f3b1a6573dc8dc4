/* exm-practice-host.h - the one practice service of a user, whoever runs it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-practice.h"

G_BEGIN_DECLS

/**
 * ExmPracticeHost:
 *
 * The window and the command line share one folder of practice jobs, which one
 * service at a time may serve. The first who asks runs it in its own process and
 * leaves its address in the folder (`url`, 0600); who comes later uses that one.
 * When the first ends, its jobs wait on disk and go on with the next.
 */
typedef struct _ExmPracticeHost ExmPracticeHost;

/**
 * exm_practice_host_default_folder:
 *
 * Returns: (transfer full): `$XDG_DATA_HOME/exemplar/practice`
 */
char *exm_practice_host_default_folder (void);

/**
 * exm_practice_host_new:
 * @folder: of the state
 * @error: G_FILE_ERROR or G_IO_ERROR: cannot be run, and nobody else runs it
 *
 * Blocks for the disk; not on a main thread that shows a window.
 *
 * Returns: (transfer full) (nullable)
 */
ExmPracticeHost *exm_practice_host_new (const char *folder,
                                        GError    **error);

/**
 * exm_practice_host_new_full:
 * @port: 0 for any; another one is refused when the service runs elsewhere
 * @speed: see exm_practice_set_speed()
 *
 * Runs it here or fails with G_IO_ERROR_BUSY; never uses another's.
 *
 * Returns: (transfer full) (nullable)
 */
ExmPracticeHost *exm_practice_host_new_full (const char *folder,
                                             guint       port,
                                             double      speed,
                                             GError    **error);

/**
 * exm_practice_host_get_url:
 *
 * Returns: (transfer none): "http://127.0.0.1:PORT"
 */
const char *exm_practice_host_get_url (ExmPracticeHost *self);

/**
 * exm_practice_host_get_practice:
 *
 * Returns: (transfer none) (nullable): the service, when it runs in this process
 */
ExmPractice *exm_practice_host_get_practice (ExmPracticeHost *self);

/**
 * exm_practice_host_free: stops the service when it runs here; waits for its thread.
 */
void exm_practice_host_free (ExmPracticeHost *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmPracticeHost, exm_practice_host_free)

G_END_DECLS
