/** The two faces of the guide, bundled; system fonts stand in while they load. */
import '@fontsource-variable/inter/opsz.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
