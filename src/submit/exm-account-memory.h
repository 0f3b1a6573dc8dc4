/* exm-account-memory.h - project, bucket, region and model that were chosen last with each account
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* `places.ini` (0600) in the config folder, of the window and of the command line: one
 * group for each account id; accounts of a stand-in apart, in `places-standin.ini`.
 * Nothing secret. Each write changes in the file as it is then only what was changed
 * here. Read and written off the main thread; a file that is missing or broken is an
 * empty one. Main thread. */

#define EXM_MEMORY_PROJECT "project"
#define EXM_MEMORY_QUOTA "quota-project"
#define EXM_MEMORY_BUCKET "bucket"
#define EXM_MEMORY_REGION "region"
#define EXM_MEMORY_MODEL "model"

typedef struct _ExmAccountMemory ExmAccountMemory;

/**
 * exm_account_memory_new:
 * @path: (nullable): %NULL is the usual file
 *
 * Returns: (transfer full): empty until it was read
 */
ExmAccountMemory *exm_account_memory_new (const char *path);

/**
 * exm_account_memory_open_sync: as exm_account_memory_new(), read already, and each
 * change is on the disk when it returns. For programs without a main loop.
 */
ExmAccountMemory *exm_account_memory_open_sync (const char *path);

/**
 * exm_account_memory_free: what was set last is on its way to the disk already.
 */
void exm_account_memory_free (ExmAccountMemory *self);

/**
 * exm_account_memory_read: blocks for the disk; once, on a worker, before anything else.
 */
void exm_account_memory_read (ExmAccountMemory *self);

typedef void (*ExmAccountMemoryChanged) (gpointer user_data);

/**
 * exm_account_memory_watch:
 * @changed: called on the main context after values of another program were taken over
 *
 * From now on what another program writes is seen here, too; once, after
 * exm_account_memory_read(). What was changed here last comes first.
 */
void exm_account_memory_watch (ExmAccountMemory       *self,
                               ExmAccountMemoryChanged changed,
                               gpointer                user_data);

/**
 * exm_account_memory_get:
 * @account: id of an account
 * @key: one of the above
 *
 * Returns: (transfer full) (nullable)
 */
char *exm_account_memory_get (ExmAccountMemory *self,
                              const char       *account,
                              const char       *key);

/**
 * exm_account_memory_set:
 * @value: (nullable): %NULL forgets it
 *
 * Writes it down if it is another than before.
 */
void exm_account_memory_set (ExmAccountMemory *self,
                             const char       *account,
                             const char       *key,
                             const char       *value);

/**
 * exm_account_memory_forget: all of an account that was signed out.
 */
void exm_account_memory_forget (ExmAccountMemory *self,
                                const char       *account);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmAccountMemory, exm_account_memory_free)

G_END_DECLS
