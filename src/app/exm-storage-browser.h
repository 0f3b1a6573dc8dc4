/* exm-storage-browser.h - the files of a project in Cloud Storage
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "exm-google.h"

G_BEGIN_DECLS

#define EXM_TYPE_STORAGE_BROWSER (exm_storage_browser_get_type ())
G_DECLARE_FINAL_TYPE (ExmStorageBrowser, exm_storage_browser, EXM, STORAGE_BROWSER, AdwWindow)

/**
 * ExmStorageBrowser:
 *
 * Buckets, their folders, the files in them. Signals: `use (char *uri)`: the file
 * shall be trained on as it lies there; `import (GFile *file)`: it was fetched, and
 * shall become a dataset. After either the dialog closes.
 *
 * A fetched file lies in the cache folder (0700) and is removed when the next one is
 * fetched.
 */

/**
 * exm_storage_browser_new:
 * @google: a session
 * @project: project id
 * @max_bytes: largest training file for the chosen model, 0 = not limited
 */
GtkWidget *exm_storage_browser_new (GtkWindow  *parent,
                                    ExmGoogle  *google,
                                    const char *project,
                                    gint64      max_bytes);

G_END_DECLS
