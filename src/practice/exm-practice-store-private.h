/* exm-practice-store-private.h - the service's memory: documents in a folder
 *
 * A document is a JSON object under a kind and an id, held in memory and in
 * KIND/ID.json; a change is on disk before exm_practice_store_put() returns.
 * Belongs to the service thread.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct _ExmPracticeStore ExmPracticeStore;

ExmPracticeStore *_exm_practice_store_new (const char *dir, GError **error);
void              _exm_practice_store_free (ExmPracticeStore *self);

/* (transfer none) (nullable) */
JsonObject *_exm_practice_store_get (ExmPracticeStore *self, const char *kind, const char *id);

/* Keeps a reference on the document. @id: letters, digits, '-', '_', '.'. A
 * failure to write is logged and told by FALSE. */
gboolean _exm_practice_store_put (ExmPracticeStore *self,
                                  const char       *kind,
                                  const char       *id,
                                  JsonObject       *document);

void _exm_practice_store_remove (ExmPracticeStore *self, const char *kind, const char *id);

/* (transfer container): documents of a kind, by id */
GPtrArray *_exm_practice_store_list (ExmPracticeStore *self, const char *kind);

/* (transfer full): DIR/KIND/ID, the folder made */
char *_exm_practice_store_path (ExmPracticeStore *self, const char *kind, const char *id);

G_END_DECLS
