package dev.mooring.sync;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks what is public and may still change, or go, in any minor version. A marked package has all its types marked, and a marked type
 * all its members.
 *
 * <p>What is public and not marked is stable: code that was compiled against it goes on compiling and running with every later version of
 * the same major version, or of the same minor version before 1.0. Packages named {@code internal} are not public.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({
    ElementType.PACKAGE,
    ElementType.TYPE,
    ElementType.METHOD,
    ElementType.CONSTRUCTOR,
    ElementType.FIELD,
    ElementType.RECORD_COMPONENT
})
public @interface Beta {}
