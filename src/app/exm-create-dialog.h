/* exm-create-dialog.h - a new project, or a new bucket
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "exm-catalogue.h"

G_BEGIN_DECLS

#define EXM_TYPE_CREATE_DIALOG (exm_create_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ExmCreateDialog, exm_create_dialog, EXM, CREATE_DIALOG, AdwWindow)

/**
 * ExmCreateDialog:
 *
 * Asks for what cannot be changed later, with proposals and with the rules
 * checked as one types. Signal `create (char *name, char *extra)`: for a project its
 * id and its display name, for a bucket its name and its place; then it closes.
 */

/**
 * exm_create_dialog_new_project:
 * @id: (nullable): proposed id
 * @name: (nullable): proposed display name
 */
GtkWidget *exm_create_dialog_new_project (GtkWindow  *parent,
                                          const char *id,
                                          const char *name);

/**
 * exm_create_dialog_new_bucket:
 * @name: (nullable): proposed name
 * @place: (nullable): proposed place
 * @catalogue: whose tuning regions are offered as places
 */
GtkWidget *exm_create_dialog_new_bucket (GtkWindow    *parent,
                                         const char   *name,
                                         const char   *place,
                                         ExmCatalogue *catalogue);

G_END_DECLS
