/** What the lock file says of one installed package. */
interface Locked {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
}

/** The parts of a package.json that name packages. */
export interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const EXACT = /^\d+\.\d+\.\d+(-[\w.-]+)?$/;
const OURS = "*"; // a workspace of this repository

/** What is wrong with the packages of a lock file: any that names an address of its own, or whose content is not pinned. */
export const checkLockfile = ({ packages }: { readonly packages: Readonly<Record<string, Locked>> }): readonly string[] =>
  Object.entries(packages).flatMap(([path, { resolved, integrity = "", link }]) => {
    if (link || !path.includes("node_modules/")) return [];
    return [
      ...(resolved === undefined ? [] : [`${path} comes from ${resolved}`]), // without one it is of the registry npm is set to
      ...(integrity.startsWith("sha512-") ? [] : [`${path} has no sha512 integrity`]),
    ];
  });

/** What a manifest asks for in a way that another day may answer otherwise. */
export const checkManifest = (path: string, { dependencies, devDependencies, optionalDependencies }: Manifest): readonly string[] =>
  Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }).flatMap(([name, version]) =>
    EXACT.test(version) || (version === OURS && name.startsWith("@drawbridge/"))
      ? []
      : [`${path} asks for ${name} ${version}, which is no exact version`],
  );
