/* exm-recent.h - files that were opened or imported lately
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * ExmRecent:
 * @uri: of the file
 * @name: as people read it, without folders
 * @folder: (nullable): where it is, the home folder as "~"
 *
 * One entry of the desktop's list of recent files that this app has put there.
 */
typedef struct
{
  char *uri;
  char *name;
  char *folder;
} ExmRecent;

void exm_recent_free (ExmRecent *self);

/**
 * exm_recent_add: the file was opened now. The sample of the app is left out.
 */
void exm_recent_add (GFile *file);

/**
 * exm_recent_remove: it is not there any more, or could not be read.
 */
void exm_recent_remove (GFile *file);

/**
 * exm_recent_clear: takes all entries of this app out of the list.
 */
void exm_recent_clear (void);

/**
 * exm_recent_list:
 * @limit: at most so many
 * @with_datasets: FALSE = only files that posts were taken from
 *
 * Returns: (transfer container) (element-type ExmRecent): newest first
 */
GPtrArray *exm_recent_list (guint    limit,
                            gboolean with_datasets);

/**
 * exm_recent_fill_menu: fills @menu with items of `win.open-recent (s)` and a last
 * one of `win.clear-recent`.
 */
void exm_recent_fill_menu (GMenu *menu);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmRecent, exm_recent_free)

G_END_DECLS
