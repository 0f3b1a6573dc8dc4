/* exm-storage-browser-private.h - what the files of the storage browser share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-cloud-problem.h"
#include "exm-storage-browse.h"
#include "exm-storage-browser.h"

G_BEGIN_DECLS

struct _ExmStorageBrowser
{
  AdwWindow parent_instance;

  GtkButton       *up_button;
  AdwWindowTitle  *title;
  GtkStack        *stack; /* "busy", "list", "empty" */
  AdwStatusPage   *empty_page;
  GtkListBox      *list;
  ExmCloudProblem *problem;
  GtkWidget       *foot;
  GtkLabel        *file_label;
  GtkLabel        *reason;
  GtkWidget       *use_button;
  GtkWidget       *import_button;
  GtkWidget       *progress_box;
  GtkProgressBar  *bar;

  ExmGoogle       *google;
  char            *project;
  gint64           max_bytes;
  char            *bucket; /* NULL: the list of buckets is shown */
  char            *prefix; /* of the folder in it, "" for the bucket itself */
  ExmStoredObject *chosen; /* nullable */
  GCancellable    *listing;
  GCancellable    *fetching; /* nullable */
};

/* exm-storage-browser-fetch.c */
void _exm_storage_browser_fetch (ExmStorageBrowser *self);
void _exm_storage_browser_update_foot (ExmStorageBrowser *self);

G_END_DECLS
