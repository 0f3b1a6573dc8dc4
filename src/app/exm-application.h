/* exm-application.h - the app: windows, the library, what is common to all
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "exm-library.h"

G_BEGIN_DECLS

#define EXM_TYPE_APPLICATION (exm_application_get_type ())
G_DECLARE_FINAL_TYPE (ExmApplication, exm_application, EXM, APPLICATION, AdwApplication)

/**
 * ExmApplication:
 *
 * One process a session: a second start hands its files to the first. Actions:
 * `app.quit`, `app.about`, `app.preferences`, `app.new-window`.
 */
ExmApplication *exm_application_new (void);

/**
 * ExmShortcut: one line of the table of shortcuts; also what the shortcuts window is checked against.
 */
typedef struct
{
  const char *action;
  const char *accels[3];
} ExmShortcut;

const ExmShortcut *exm_application_get_shortcuts (gsize *n_shortcuts);

G_END_DECLS
