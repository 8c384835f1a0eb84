/** Prints its arguments, a line each: for a build that is told to be quiet, and has one thing to say. Run by Maven in `validate`. */
final class Say {
    public static void main(String[] args) {
        for (String line : args) {
            System.out.println(line);
        }
    }
}
