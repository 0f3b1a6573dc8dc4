/* formats.h - what nearly every file of this room begins with, read once
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading GLib's headers is a third of compiling a file.  Each file still includes
 * what it uses: a build with -Db_pch=false has to pass as well.
 */

#ifndef EXM_PRECOMPILED_FORMATS_H
#define EXM_PRECOMPILED_FORMATS_H

#include "config.h"

#define G_LOG_DOMAIN "exm-formats"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#endif
